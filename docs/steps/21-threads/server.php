<?php
// The twin of docs/steps/21-threads/server.rs, with a process for each client.
//
//     php docs/steps/21-threads/server.php

const PATIENCE = 20; // seconds that a client may be silent, or not read
const CLIENTS = 100; // at one time; the others wait in the queue

$port = (int) (getenv('PORT') === false ? 8001 : getenv('PORT'));

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
// After a second without a client, accept fails, and the loop removes children that have ended.
socket_set_option($sock, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 1, 'usec' => 0]) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, SOMAXCONN) or exit(1);
socket_getsockname($sock, $ip, $port) or exit(1);
echo "Listening on 127.0.0.1 port $port.\n";

$children = 0;
while (true) {
    while ($children > 0 && pcntl_waitpid(-1, $status, $children < CLIENTS ? WNOHANG : 0) > 0) {
        $children--;
    }
    $msgsock = @socket_accept($sock);
    if ($msgsock === false && in_array(socket_last_error(), [SOCKET_EAGAIN, SOCKET_EINTR], true)) {
        continue; // nobody came, or the program was stopped with Ctrl+Z
    }
    $pid = $msgsock === false ? -1 : @pcntl_fork();
    if ($pid === -1) { // most often there is no descriptor left, or no process
        fwrite(STDERR, error_get_last()['message'] . "\n");
        usleep(100_000);
    } elseif ($pid === 0) { // this is the child
        socket_close($sock);
        serve($msgsock);
        exit(0);
    } else {
        $children++;
    }
    unset($msgsock); // closes the parent's copy
}

/** One client, from its greeting to its end. */
function serve(Socket $msgsock): void
{
    if (!talk($msgsock)) {
        fwrite(STDERR, socket_strerror(socket_last_error($msgsock)) . "\n");
    }
    socket_close($msgsock);
}

function talk(Socket $msgsock): bool
{
    $limit = ['sec' => PATIENCE, 'usec' => 0];
    $is_set = @socket_set_option($msgsock, SOL_SOCKET, SO_RCVTIMEO, $limit)
        && @socket_set_option($msgsock, SOL_SOCKET, SO_SNDTIMEO, $limit);
    if (!$is_set || @socket_write($msgsock, "test successful\n") === false) {
        return false;
    }
    $buf = @socket_read($msgsock, 8192);
    if ($buf === false) {
        return false;
    }
    echo 'received: ', rtrim($buf), "\n";
    return true;
}
