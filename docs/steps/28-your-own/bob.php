<?php
// The twin of docs/steps/28-your-own/bob.rs.
//
//     php docs/steps/28-your-own/bob.php

$port = (int) (getenv('PORT') ?: 8001);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
hear($socket);
foreach (["ann\n", "bob\n"] as $name) {
    socket_write($socket, $name) === false and exit(1);
    hear($socket);
}
socket_write($socket, "hi ann\n/who\n") === false and exit(1);
hear($socket);

$endless = str_repeat('x', 2001); // more than a line may have
socket_write($socket, $endless) === false and exit(1);
hear($socket);

/** Prints what the server answers, or that it has closed the connection. */
function hear(Socket $socket): void
{
    $data = socket_read($socket, 8192);
    $data === false and exit(1);
    echo $data === '' ? "The server has closed the connection.\n" : $data;
}
