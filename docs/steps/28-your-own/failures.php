<?php
// The twin of docs/steps/28-your-own/failures.rs.
//
//     php docs/steps/28-your-own/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

echo "-- You start the new server, and the old one still runs\n";
$newer = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($newer, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($newer, '127.0.0.1', $port);
socket_close($newer);

echo "-- The server says goodbye and closes, with a line of that client unread\n";
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
$msgsock = socket_accept($sock) ?: exit(1);
socket_write($socket, "hello\n") === false and exit(1);
socket_write($msgsock, "* Bye.\n") === false and exit(1);
socket_close($msgsock);
socket_read($socket, 8192) === false and exit(1);
socket_read($socket, 8192);
socket_close($socket);

echo "-- A signal arrives while the server waits\n";
pcntl_async_signals(true);
pcntl_signal(SIGUSR1, fn () => null);
// Another program sends one to this one, ten times a second.
$script = 'while sleep 0.1; do kill -s USR1 $PPID || exit; done';
$sender = proc_open(['sh', '-c', $script], [], $pipes) ?: exit(1);
$read = [$sock];
$write = $except = null;
socket_select($read, $write, $except, 10);
proc_terminate($sender);
proc_close($sender);
