"""What can be evaluated: the product in process or over HTTP, and what people would build instead."""
