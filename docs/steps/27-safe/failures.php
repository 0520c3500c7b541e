<?php
// The twin of docs/steps/27-safe/failures.rs.
//
//     php docs/steps/27-safe/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
pcntl_async_signals(true);
pcntl_signal(SIGUSR1, function () {});
// It sends the signal a second after its input has ended.
$kill = proc_open('read -r _; sleep 1; kill -USR1 ' . getmypid(), [['pipe', 'r']], $pipes);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
socket_write($socket, "hello\n") === false and exit(1);

echo "-- No descriptor is left, and a client waits\n";
$files = [];
while (($file = @fopen('/dev/null', 'r')) !== false) {
    $files[] = $file;
}
socket_accept($sock);
$files = $file = null;

echo "-- You send a client away, and close while its bytes are unread\n";
$msgsock = socket_accept($sock) or exit(1);
socket_write($msgsock, "busy\n") === false and exit(1);
socket_close($msgsock);
socket_read($socket, 8192) === false and exit(1);
socket_read($socket, 8192);

echo "-- A signal comes while socket_select waits\n";
fclose($pipes[0]);
$read = [$sock];
$write = $except = null;
socket_select($read, $write, $except, 20);
proc_close($kill);
