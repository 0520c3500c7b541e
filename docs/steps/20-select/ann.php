<?php
// The twin of docs/steps/20-select/ann.rs.
//
//     php docs/steps/20-select/ann.php

$port = (int) (getenv('PORT') ?: 8001);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
hear($socket);

hear($socket);
socket_write($socket, "ann: hi bob\n") === false and exit(1);
hear($socket);

/** Prints the next line. */
function hear(Socket $socket): void
{
    $line = socket_read($socket, 8192, PHP_NORMAL_READ);
    $line === false and exit(1);
    echo rtrim($line), "\n";
}
