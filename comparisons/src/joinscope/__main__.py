"""python -m joinscope."""

from joinscope.cli import main

if __name__ == "__main__":
    main()
