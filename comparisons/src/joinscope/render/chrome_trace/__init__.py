"""Chrome traces: what Perfetto's UI and chrome://tracing show."""
