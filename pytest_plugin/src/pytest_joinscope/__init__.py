"""Which process a test waits for when it hangs, and which it leaves behind: a plugin of pytest."""
