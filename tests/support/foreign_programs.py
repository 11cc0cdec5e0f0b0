# ruff: noqa: E501 - a command line stays one
"""Programs that nobody here wrote, as shell command lines: each name with what it needs.

They run in a folder of their own with a few files in it (see `prepare`), and do the same in every
run, as far as they can.
"""

import shutil
from pathlib import Path

C_PROGRAM = """
#include <stdio.h>
int square(int n);
int main(void) { printf("%d\\n", square(7)); return 0; }
"""
SQUARE = "int square(int n) { return n * n; }\n"
MAKEFILE = """
all: program words.sorted
program: main.o square.o
\tcc -o $@ main.o square.o
words.sorted: words
\tsort words > $@
"""
SCRIPT = """
import os, subprocess, sys
print(subprocess.run(["sort", "words"], capture_output=True, text=True).stdout.count("w"))
with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one:
    print(one.communicate(b"piped"))
sys.exit(os.waitstatus_to_exitcode(os.system("exit 4")))
"""
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    "LC_ALL": "C",
    "TZ": "UTC",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PERL_HASH_SEED": "0",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z",
    "SOURCE_DATE_EPOCH": "0",
}

# The shell that runs it, and the commands that must be there, before the colon.
PROGRAMS = """
sh ls: ls -la words folder
sh cat: cat words - < other
sh cp: cp -a folder copy && cp words copy/x
sh mv: mv words moved && mv moved folder/
sh rm: rm -rf folder words
sh mkdir: mkdir -p a/b/c && rmdir a/b/c
sh ln: ln -s words soft && ln words hard && readlink soft
sh touch: touch -d @0 new words && stat -c %Y new
sh chmod: chmod 600 words && stat -c %a words
sh wc: wc words other
sh head: head -n 3 words; tail -n 3 words
sh sort: sort -r words | uniq -c | sort -n | tail -n 2
sh sort: sort -S 1M --parallel=1 -o words words
sh cut: cut -c 1-3 words | tr a-z A-Z | paste - - | head -n 2
sh join: sort words > a; sort other > b; comm a b | wc -l; join a b
sh tee: cat words | tee copy1 copy2 > /dev/null
sh seq: seq 1 2000 | tac | nl | od -c | tail -n 1
sh split: split -l 50 words part. && cat part.*
sh csplit: csplit -s words 10 20 30
sh dd: dd if=/dev/zero of=zero bs=1024 count=64 status=none; truncate -s 10 zero
sh sha256sum: sha256sum words other | sha256sum -c; md5sum words
sh base64: base64 words | base64 -d | cmp - words
sh du: du -s folder; df . > /dev/null
sh env: env -i A=1 env; printenv TZ; id -u; uname -s; nproc > /dev/null
sh expr: expr 6 '*' 7; factor 1234567; test -d folder; basename /a/b; printf '%05d' 42
sh timeout: timeout 5 true; timeout 0.1 sleep 5; echo $?
sh nohup: nohup sh -c 'exit 3'; nice -n 5 true; stdbuf -o0 echo x
sh yes: yes | head -n 1000 | wc -l
sh install: install -m 700 words target && realpath target && mktemp -u -p . > /dev/null
sh fold: fold -w 5 words | fmt | expand | pr -l 20 | tail -n 2
sh sleep: sleep 0.05 & sleep 0.01; wait
sh kill: sleep 5 & kill $!; wait $!; echo $?
bash bash: for i in 1 2 3; do (exit $i); echo $?; done
bash bash: cat words | grep 1 | sort | head -n 2; echo "${PIPESTATUS[@]}"
bash bash: sleep 0.2 & sleep 0.1 & wait; echo done
bash bash: diff <(sort words) <(sort -r words) | wc -l
bash bash: x=$(cat words | wc -l); y=`echo $x`; cat <<< "$y"; cat << end\\nhere $x\\nend
bash bash: trap 'echo bye' EXIT; trap 'echo usr1' USR1; kill -USR1 $$; (trap - EXIT; exit 3)
bash bash: set -o pipefail; false | true; echo $?; exec 3> out; echo x >&3; exec 3>&-; cat out
bash bash: coproc cat; echo hello >&${COPROC[1]}; read x <&${COPROC[0]}; echo $x; kill %1; wait
bash bash: { echo a; echo b >&2; } 2>&1 | while read l; do echo "<$l>"; done
bash bash: ulimit -n 50; (ulimit -n 20; ulimit -n); umask 077; : > made; cd folder; pwd
dash dash: for i in 1 2 3; do (exit $i); echo $?; done; true | false | cat
dash dash: sleep 0.1 & p=$!; (sleep 0.05; exit 2) & wait $p; wait $!; echo $?
dash dash: read a b < words; echo $b $a | sed s/w/v/; cat << end | tr a-z A-Z\\nhere $a\\nend
sh grep: grep -c 1 words; grep -r w folder | wc -l
sh sed: sed -n 's/word\\(.*\\)/\\1/p' words | sed '$!d'; sed -i s/w/v/ words
sh awk: awk '{s += length($0)} END {print s}' words
sh awk: awk 'BEGIN {system("echo x"); "date +%z" | getline d; print d; print "b\\na" | "sort"}'
sh find: find . -type f -name 'w*' -exec wc -l {} ';'
sh find xargs: find folder -type f -print0 | xargs -0 -n 1 cat
sh xargs: seq 6 | xargs -n 2 sh -c 'exit $(($1 % 2))' x; echo $?
sh tar gzip: tar czf a.tgz folder words && tar tzf a.tgz && tar xzf a.tgz -C folder
sh gzip: gzip -k words && gunzip -c words.gz | cmp - words && zcat words.gz | tail -n 1
sh bzip2: bzip2 -k words && bunzip2 -c words.bz2 | cmp - words
sh xz: xz -T1 -k words && xzcat words.xz | cmp - words
sh cpio: find folder | cpio -o --quiet | cpio -it --quiet
sh diff patch: sed s/1/2/ words > new; diff -u words new > p; patch -s words p; cmp words new
sh file: file words main.c /bin/sh
sh ldd: ldd /bin/ls | wc -l
sh setsid: setsid -w sh -c 'exit 6'; echo $?
sh flock: flock words sh -c 'exit 5'; echo $?
sh script: script -q -e -c 'echo in a terminal; exit 3' /dev/null
sh ps: ps -o comm= -p $$; pgrep nobody-is-called-so; echo $?
sh make cc: make -s && ./program
sh make cc: make -s -j2 > /dev/null && ./program
sh gcc: gcc -pipe -O1 -c square.c && nm square.o
sh gcc: gcc -o program main.c square.c && ./program; gcc -o no main.c 2> /dev/null; echo $?
sh ld ar: cc -c main.c square.c && ar rc lib.a square.o && ranlib lib.a && cc main.o lib.a -o p && ./p
sh git: git init -q r && cd r && cp ../words . && git add . && git commit -qm one && git log --oneline
sh git: git init -q r && cd r && cp -r ../folder . && git add -A && git status -s | sort && git ls-files
sh git: git diff --no-index --stat words other | cat; git --no-pager config -l --file /dev/null
sh perl: perl -e 'if (fork == 0) { exit 3 } wait; print $? >> 8, "\\n"'
sh perl: perl -e 'open P, "-|", "sort words"; print scalar <P>; close P; print `echo hi`; system "exit 2"'
sh perl: perl -e 'pipe R, W; if (!fork) { close R; print W "x" x 9; exit } close W; print <R>; wait'
sh perl: perl -e '$SIG{ALRM} = sub { print "late\\n"; exit }; alarm 1; sleep 5'
sh python3: python3 script.py; echo $?
sh python3: echo '{"a": [1, 2]}' | python3 -m json.tool
sh python3: python3 -m tarfile -c a.tar words folder && python3 -m tarfile -l a.tar
sh python3: python3 -m zipfile -c a.zip words && python3 -m zipfile -l a.zip
sh python3: python3 -m calendar 2000 | head -n 3; python3 -c 'import this' | tail -n 1
sh python3: python3 -m dis square.py | head -n 2; python3 -m tokenize square.py | wc -l
sh python3: python3 -c 'import multiprocessing as m; p = m.Process(target=print); p.start(); p.join()'
sh python3: python3 -c 'import os; os.fork() or os._exit(2); print(os.wait()[1]); os.abort()'
sh sqlite3: sqlite3 db 'create table t(x); insert into t values (1), (2); select sum(x) from t'
sh openssl: openssl dgst -sha256 words; openssl rand -hex 4 > /dev/null; openssl enc -base64 -in words
sh man: man -P cat -w true; man true < /dev/null | head -n 2
sh m4: echo 'define(a, b)a' | m4
sh bc: echo '2^64; scale=5; 1/3' | bc
sh dc: echo '2 3 + p' | dc
sh tclsh: echo 'puts [exec echo hi | tr a-z A-Z]' | tclsh
sh ssh-keygen: ssh-keygen -q -t ed25519 -N '' -f key && ssh-keygen -l -f key > /dev/null
sh strings: strings /bin/true | head -n 1; objdump -h /bin/true | wc -l
sh getent: getent passwd root; getconf PAGESIZE; locale -a | head -n 1
"""


def programs() -> dict[str, list[str]]:
    """Command lines by their texts, those that need what is not here left out."""
    return {text: line for text, (line, away) in _rows().items() if not away}


def missing() -> dict[str, str]:
    """What is left out, and the first program that is not installed."""
    return {text: away for text, (_, away) in _rows().items() if away}


def _rows() -> dict[str, tuple[list[str], str]]:
    found = {}
    for row in PROGRAMS.strip().splitlines():
        words, _, text = row.partition(": ")
        shell, *needs = words.split()
        path = ENVIRONMENT["PATH"]
        away = next((each for each in [shell, *needs] if not shutil.which(each, path=path)), "")
        command = [shell, "-c", text.replace("\\n", "\n") if "<< end" in text else text]
        found[text] = command, away
    return found


def prepare(folder: Path) -> None:
    """The files that the programs find, in an empty folder."""
    (folder / "folder").mkdir(parents=True)
    (folder / "words").write_text("".join(f"word{n}\n" for n in range(200)))
    (folder / "other").write_text("".join(f"word{n}\n" for n in range(0, 40, 3)))
    for name in ("one", "two", "three"):
        (folder / "folder" / name).write_text(f"{name} w\n")
    (folder / "main.c").write_text(C_PROGRAM)
    (folder / "square.c").write_text(SQUARE)
    (folder / "square.py").write_text("def square(n):\n    return n * n\n")
    (folder / "Makefile").write_text(MAKEFILE)
    (folder / "script.py").write_text(SCRIPT)
