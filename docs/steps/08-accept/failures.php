<?php
// The twin of docs/steps/08-accept/failures.rs.
//
//     php docs/steps/08-accept/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);
$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_accept($sock);
socket_listen($sock, 4) or exit(1);
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);
socket_write($socket, "hello\n") === false and exit(1);
$msgsock = socket_accept($sock) or exit(1);
socket_accept($msgsock);
$datagrams = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
socket_accept($datagrams);

// Nobody else comes. Wait a tenth of a second, then not at all.
$timeout = ['sec' => 0, 'usec' => 100_000];
socket_set_option($sock, SOL_SOCKET, SO_RCVTIMEO, $timeout) or exit(1);
socket_accept($sock);
socket_set_nonblock($sock) or exit(1);
socket_accept($sock);

// The server has as many files open as it may, and somebody comes.
$late = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($late, $ip, $port) or exit(1);
$all = [];
while (count($all) < 2000 && $one = @fopen('/dev/null', 'r')) {
    $all[] = $one;
}
socket_accept($sock);
unset($all, $one);

socket_shutdown($sock, 2) or exit(1);
socket_accept($sock);
