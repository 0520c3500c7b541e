<?php
// The twin of docs/steps/21-threads/run.rs. PHP has processes for this, not threads.
//
//     php docs/steps/21-threads/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$slow = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($slow, $ip, $port) or exit(1);
$msgsock = socket_accept($sock) or exit(1);
$for_slow = process($msgsock); // its read waits
socket_close($msgsock); // the child has a copy

$quick = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($quick, $ip, $port) or exit(1);
$msgsock = socket_accept($sock) or exit(1);
$for_quick = process($msgsock);
socket_close($msgsock);

\socket_write($quick, "quick\n"); // not shown
pcntl_waitpid($for_quick, $status);
socket_read($quick, 8192) === false and exit(1);

\socket_write($slow, "slow\n"); // at last; not shown
pcntl_waitpid($for_slow, $status);
socket_read($slow, 8192) === false and exit(1);

/** Starts a process for one client, a copy of this one, and returns its number. */
function process(\Socket $msgsock): int
{
    $pid = pcntl_fork();
    if ($pid === 0) { // this is the child
        talk($msgsock);
        exit(0);
    }
    return $pid;
}

/** What the server does for one client. */
function talk(\Socket $msgsock): void
{
    socket_read($msgsock, 8192) === false and exit(1);
    socket_write($msgsock, "test successful\n") === false and exit(1);
    socket_close($msgsock);
}
