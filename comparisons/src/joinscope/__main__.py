"""python -m joinscope."""

from joinscope.cli.main import main

if __name__ == "__main__":
    main()
