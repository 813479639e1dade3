"""What a person is told before filing, from the facts of the policy."""
