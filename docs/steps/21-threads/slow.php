<?php
// The twin of docs/steps/21-threads/slow.rs.
//
//     php docs/steps/21-threads/slow.php

$port = (int) (getenv('PORT') ?: 8001);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
$greeting = socket_read($socket, 8192);
$greeting === false and exit(1);
echo $greeting;
socket_read($socket, 8192) === false and exit(1); // waits until the server closes
