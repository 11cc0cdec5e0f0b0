"""The commands of joinscope, one module each."""
