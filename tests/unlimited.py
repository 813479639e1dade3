"""Settings under which a test may ask as often as it likes; the tests of the limits set their own."""

UNLIMITED = {"questions_per_minute": 100_000, "filings_per_hour": 100_000, "sign_ins_per_minute": 1_000}
