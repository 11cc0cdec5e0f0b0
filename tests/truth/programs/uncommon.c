/* SPDX-License-Identifier: MIT */
/* What two processes may share beside bytes, and signals that the kernel sends for others. */
#include "row.h"

/* Signals that come of what another does: */

BEFORE(input_is_signalled)
{
    sigset_t set = block(SIGIO);
    struct ends p = new_pipe();
    must(fcntl(p.out, F_SETOWN, getpid()));
    must(fcntl(p.out, F_SETFL, O_ASYNC));
    CHILD { A(); put(p.in); stay(); }
    sigwaitinfo(&set, NULL);
    B();
}

BEFORE(open_breaks_a_lease)
{
    sigset_t set = block(SIGIO);
    in_new_folder();
    int fd = must(open("leased", O_CREAT | O_RDONLY, 0600));
    must(fcntl(fd, F_SETLEASE, F_RDLCK));
    CHILD { A(); open("leased", O_WRONLY | O_NONBLOCK); stay(); }
    sigwaitinfo(&set, NULL);
    B();
}

static struct ends
new_terminal(void)
{
    struct ends ends;
    must(openpty(&ends.in, &ends.out, NULL, NULL, NULL));
    return ends;
}

BEFORE(terminal_hangs_up)
{
    struct ends t = new_terminal(), told = new_pipe();
    pid_t pid;
    CHILD_AS(pid)
    {
        sigset_t set = block(SIGHUP);
        setsid();
        must(ioctl(t.out, TIOCSCTTY, 0));
        close(t.in);
        put(told.in);
        sigwaitinfo(&set, NULL);
        B();
    }
    get(told.out);
    A();
    close(t.in);
    waitpid(pid, NULL, 0);
}

BEFORE(terminal_interrupts)
{
    struct ends t = new_terminal(), told = new_pipe();
    pid_t pid;
    CHILD_AS(pid)
    {
        sigset_t set = block(SIGINT);
        setsid();
        must(ioctl(t.out, TIOCSCTTY, 0));
        put(told.in);
        sigwaitinfo(&set, NULL);
        B();
    }
    get(told.out);
    A();
    write(t.in, "\003", 1);
    waitpid(pid, NULL, 0);
}

BEFORE(terminal_stops_the_background)
{
    struct ends t = new_terminal();
    pid_t pid;
    CHILD_AS(pid)
    {
        setsid();
        must(ioctl(t.out, TIOCSCTTY, 0));
        pid_t other;
        CHILD_AS(other)
        {
            setpgid(0, 0);
            struct termios settings;
            tcgetattr(t.out, &settings);
            A();
            tcsetattr(t.out, TCSANOW, &settings);
        }
        setpgid(other, other);
        waitpid(other, NULL, WUNTRACED);
        B();
        kill(other, SIGKILL);
        waitpid(other, NULL, 0);
    }
    waitpid(pid, NULL, 0);
}

BEFORE(killed_by_the_parent_s_end)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    struct ends told = new_pipe();
    CHILD
    {
        CHILD { prctl(PR_SET_PDEATHSIG, SIGKILL); put(told.in); for (;;) pause(); }
        get(told.out);
        A();
    }
    wait(NULL);
    wait(NULL);
    B();
}

BEFORE(signals_by_an_inherited_descriptor)
{
    sigset_t set = block(SIGUSR1);
    int fd = signalfd(-1, &set, 0);
    pid_t pid;
    CHILD_AS(pid) { read(fd, bytes, sizeof(struct signalfd_siginfo)); B(); }
    A();
    kill(pid, SIGUSR1);
    waitpid(pid, NULL, 0);
}

BEFORE(signals_by_a_descriptor_polled)
{
    sigset_t set = block(SIGUSR1);
    int fd = signalfd(-1, &set, 0);
    CHILD { A(); kill(first_process, SIGUSR1); }
    ready(fd, POLLIN, -1);
    B();
}

/* What is looked at until it has changed: */

BEFORE(the_signals_of_a_descriptor)
{
    struct signalfd_siginfo info;
    sigset_t one = block(SIGUSR1), other = block(SIGUSR2);
    int fd = signalfd(-1, &other, SFD_NONBLOCK);
    raise(SIGUSR1);
    CHILD { A(); signalfd(fd, &one, 0); stay(); }
    UNTIL(read(fd, &info, sizeof info) == sizeof info)
    B();
}

BEFORE(bytes_counted)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); stay(); }
    int count = 0;
    UNTIL(ioctl(p.out, FIONREAD, &count) == 0 && count > 0)
    B();
}

BEFORE(unread_bytes_counted)
{
    struct ends s = new_pair(SOCK_STREAM);
    put(s.in);
    CHILD { A(); get(s.out); stay(); }
    int count = 1;
    UNTIL(ioctl(s.in, TIOCOUTQ, &count) == 0 && count == 0)
    B();
}

BEFORE(room_of_a_pipe)
{
    struct ends p = new_pipe();
    CHILD { A(); fcntl(p.out, F_SETPIPE_SZ, 4096); stay(); }
    UNTIL(fcntl(p.in, F_GETPIPE_SZ) == 4096)
    B();
}

BEFORE(owner_of_a_descriptor)
{
    struct ends p = new_pipe();
    CHILD { A(); fcntl(p.out, F_SETOWN, getpid()); stay(); }
    UNTIL(fcntl(p.out, F_GETOWN) > 0)
    B();
}

BEFORE(option_of_a_socket)
{
    struct ends s = new_pair(SOCK_STREAM);
    CHILD { A(); setsockopt(s.out, SOL_SOCKET, SO_PRIORITY, &(int){3}, sizeof(int)); stay(); }
    int found = 0;
    UNTIL(getsockopt(s.out, SOL_SOCKET, SO_PRIORITY, &found, &(socklen_t){sizeof found}) == 0 && found == 3)
    B();
}

BEFORE(socket_gets_a_name)
{
    int s = must(socket(AF_UNIX, SOCK_STREAM, 0));
    CHILD { A(); bind(s, (struct sockaddr *)&(struct sockaddr_un){AF_UNIX, ""}, sizeof(sa_family_t)); stay(); }
    struct sockaddr_un name;
    socklen_t size = 0;
    UNTIL((size = sizeof name, getsockname(s, (struct sockaddr *)&name, &size) == 0) && size > sizeof(sa_family_t))
    B();
}

BEFORE(socket_listens)
{
    int s = must(socket(AF_UNIX, SOCK_STREAM, 0));
    CHILD { A(); bind(s, (struct sockaddr *)&(struct sockaddr_un){AF_UNIX, ""}, sizeof(sa_family_t)); listen(s, 1); stay(); }
    int found = 0;
    UNTIL(getsockopt(s, SOL_SOCKET, SO_ACCEPTCONN, &found, &(socklen_t){sizeof found}) == 0 && found)
    B();
}

BEFORE(set_has_it_already)
{
    struct ends p = new_pipe();
    int set = must(epoll_create1(0));
    CHILD { A(); epoll_ctl(set, EPOLL_CTL_ADD, p.out, &(struct epoll_event){0}); stay(); }
    UNTIL(epoll_ctl(set, EPOLL_CTL_DEL, p.out, NULL) == 0)
    B();
}

BEFORE(somebody_waits_for_a_semaphore)
{
    int set = must(semget(IPC_PRIVATE, 1, 0600));
    CHILD { A(); semop(set, &(struct sembuf){0, -1, 0}, 1); }
    UNTIL(semctl(set, 0, GETNCNT) == 1)
    B();
    semctl(set, 0, IPC_RMID);
}

BEFORE(semaphore_looked_at)
{
    int set = must(semget(IPC_PRIVATE, 1, 0600));
    CHILD { A(); semop(set, &(struct sembuf){0, 1, 0}, 1); stay(); }
    UNTIL(semctl(set, 0, GETVAL) == 1)
    B();
    semctl(set, 0, IPC_RMID);
}

BEFORE(memory_no_longer_attached)
{
    int memory = must(shmget(IPC_PRIVATE, 4096, 0600));
    void *where = shmat(memory, NULL, 0);
    CHILD { A(); shmdt(where); stay(); }
    shmdt(where);
    struct shmid_ds found;
    UNTIL(shmctl(memory, IPC_STAT, &found) == 0 && found.shm_nattch == 0)
    B();
    shmctl(memory, IPC_RMID, NULL);
}

BEFORE(messages_counted_by_name)
{
    char name[40];
    snprintf(name, sizeof name, "/truth-%d", getpid());
    mqd_t queue = must(mq_open(name, O_CREAT | O_EXCL | O_RDWR, 0600, NULL));
    mq_unlink(name);
    CHILD { A(); mq_send(queue, "x", 1, 0); stay(); }
    struct mq_attr found;
    UNTIL(mq_getattr(queue, &found) == 0 && found.mq_curmsgs == 1)
    B();
}

/* What a child may share with its parent: */

static pid_t
fork_with(unsigned long shared)
{
    return must((int)syscall(SYS_clone, shared | SIGCHLD, NULL, NULL, NULL, NULL));
}

BEFORE(descriptors_shared)
{
    int fd = must(dup(0));
    if (fork_with(CLONE_FILES) == 0) {
        A();
        close(fd);
        _exit(0);
    }
    UNTIL(fcntl(fd, F_GETFD) == -1)
    B();
}

BEFORE(folder_shared)
{
    in_new_folder();
    if (fork_with(CLONE_FS) == 0) {
        A();
        chdir("/");
        _exit(0);
    }
    UNTIL(strcmp(getcwd(bytes, sizeof bytes), "/") == 0)
    B();
}

BEFORE(mask_of_files_shared)
{
    umask(022);
    if (fork_with(CLONE_FS) == 0) {
        A();
        umask(077);
        _exit(0);
    }
    UNTIL(umask(022) == 077)
    B();
}

/* Locks and files: */

BEFORE(lock_handed_down)
{
    in_new_folder();
    int fd = must(open("f", O_CREAT | O_RDWR, 0600));
    must(flock(fd, LOCK_EX));
    CHILD { A(); }
    close(fd);
    must(flock(must(open("f", O_RDWR)), LOCK_EX));
    B();
}

CHOICE(offset_behind_what_another_appends, file, "yAB nAB nBA")
{
    in_new_folder();
    int fd = must(open("f", O_CREAT | O_RDWR | O_APPEND, 0600));
    CHILD { A(); late("append"); put(must(open("f", O_RDWR | O_APPEND))); }
    late("look");
    put(fd);
    answer(lseek(fd, 0, SEEK_CUR) == 2);
    B();
}

/* Who is at the other end: */

CONCURRENT(peer_is_known)
{
    struct ends s = new_pair(SOCK_STREAM);
    CHILD { struct ucred who; getsockopt(s.in, SOL_SOCKET, SO_PEERCRED, &who, &(socklen_t){sizeof who}); B(); }
    A();
    wait(NULL);
}

BEFORE(sender_is_told)
{
    struct ends s = new_pair(SOCK_DGRAM);
    must(setsockopt(s.out, SOL_SOCKET, SO_PASSCRED, &(int){1}, sizeof(int)));
    CHILD { A(); put(s.in); }
    get(s.out);
    B();
}

/* Bytes of two senders do not come together where these are told. */
CONCURRENT(senders_are_told_apart)
{
    struct ends s = new_pair(SOCK_STREAM);
    must(setsockopt(s.out, SOL_SOCKET, SO_PASSCRED, &(int){1}, sizeof(int)));
    put(s.in);
    CHILD { put(s.in); B(); }
    A();
    char room[100];
    struct msghdr message = {.msg_iov = &(struct iovec){bytes, 100}, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    recvmsg(s.out, &message, 0);
    recv(s.out, bytes, 100, 0);
    wait(NULL);
}

BEFORE(connect_waits_for_an_accept)
{
    struct sockaddr_un name = {AF_UNIX, ""};
    socklen_t size = sizeof name;
    int server = must(socket(AF_UNIX, SOCK_STREAM, 0)), clients[2];
    must(bind(server, (struct sockaddr *)&name, sizeof(sa_family_t)));
    must(getsockname(server, (struct sockaddr *)&name, &size));
    must(listen(server, 0)); /* one may wait to be accepted */
    for (int i = 0; i < 2; i++) {
        clients[i] = must(socket(AF_UNIX, SOCK_STREAM, 0));
    }
    must(connect(clients[0], (struct sockaddr *)&name, size));
    CHILD { must(connect(clients[1], (struct sockaddr *)&name, size)); B(); }
    A();
    must(accept(server, NULL, NULL));
    wait(NULL);
}
