<?php
// The twin of docs/steps/28-your-own/ann.rs.
//
//     php docs/steps/28-your-own/ann.php

$port = (int) (getenv('PORT') ?: 8001);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
socket_write($socket, "ann\n") === false and exit(1);
while (true) {
    $data = socket_read($socket, 8192);
    $data === false and exit(1);
    if ($data === '') {
        echo "The server has closed the connection.\n";
        exit(0);
    }
    echo $data;
}
