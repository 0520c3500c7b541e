<?php
// The twin of docs/steps/18-time-limits/connect.rs.
//
//     php docs/steps/18-time-limits/connect.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 0) or exit(1);

$first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($first, $ip, $port) or exit(1); // the queue is full now

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
$limit = ['sec' => 0, 'usec' => 200_000];
socket_set_option($socket, SOL_SOCKET, SO_SNDTIMEO, $limit) or exit(1);
socket_connect($socket, $ip, $port);

$msgsock = socket_accept($sock) or exit(1); // there is room again
$read = $except = null;
$write = [$socket];
socket_select($read, $write, $except, 10) or exit(1);
socket_get_option($socket, SOL_SOCKET, SO_ERROR) === false and exit(1);
