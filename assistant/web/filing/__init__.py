"""The pages of formal requests: of members, and of those who file for them."""
