"""A coroutine that waits for what does not come: the thread itself is in the loop."""
import asyncio


async def main():
    await asyncio.Event().wait()


asyncio.run(main())  # HERE: parent
