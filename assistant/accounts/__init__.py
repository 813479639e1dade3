"""Who works here: accounts, how they sign in, and the sessions in which they stay signed in."""
