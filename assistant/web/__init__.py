"""What people see: the chat, the document page and the agents' console."""
