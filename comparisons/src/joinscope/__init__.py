"""joinscope: what multiprocessing.Process.join() really does, judged by real runs."""
