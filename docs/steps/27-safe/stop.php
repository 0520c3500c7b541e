<?php
// The twin of docs/steps/27-safe/stop.rs.
//
//     php docs/steps/27-safe/stop.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$stops = false;
pcntl_async_signals(true);
pcntl_signal(SIGTERM, function () use (&$stops) { $stops = true; });

// A second after its input has ended it does what `kill` in another terminal would do.
$kill = proc_open('read -r _; sleep 1; kill -TERM ' . getmypid(), [['pipe', 'r']], $pipes);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
$msgsock = socket_accept($sock) or exit(1);

fclose($pipes[0]); // the second begins
while (!$stops) {
    $read = [$sock, $msgsock];
    $write = $except = null;
    socket_select($read, $write, $except, 20);
}

socket_close($sock); // nobody new
socket_write($msgsock, "goodbye\n") === false and exit(1);
socket_shutdown($msgsock, 1) or exit(1); // nothing more from here

// The client reads all of it, and closes.
socket_read($socket, 8192) === false and exit(1);
socket_read($socket, 8192) === false and exit(1);
socket_close($socket);

socket_read($msgsock, 8192) === false and exit(1); // its end
socket_close($msgsock);
proc_close($kill);
