# Wrong: asyncio stops to read a pipe that nobody takes from, and waits for its writer.
# Must say: \[JS011\] Deadlock: seq \(\d+\) waits for room in a pipe, and the parent, which should read from it, waits for seq
# Must say: asyncio_wait\.py:\d+
# Must say: communicate\(\)
# Must not say: No thread of the parent can go on
import asyncio, sys
async def main():
    p = await asyncio.create_subprocess_exec("seq", "100000", stdout=asyncio.subprocess.PIPE)
    print(await p.wait())
asyncio.run(main())
