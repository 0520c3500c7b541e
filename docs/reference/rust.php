<?php
// The twin of docs/reference/rust.rs.
//
//     php docs/reference/rust.php

// ANCHOR: function
function greet(Socket $socket, string $name): int|false
{
    $greeting = "Hello, $name!\n";
    return socket_write($socket, $greeting);
}
// ANCHOR_END: function

// ANCHOR: match
function bind(Socket $socket, int $port): bool
{
    if (@socket_bind($socket, '127.0.0.1', $port)) {
        return true;
    } elseif (socket_last_error($socket) === SOCKET_EADDRINUSE) {
        return @socket_bind($socket, '127.0.0.1', 0);
    }
    return false;
}
// ANCHOR_END: match

// ANCHOR: variables
$port = (int) (getenv('PORT') ?: 8001);
$calls = 0;
$calls += 1;
// ANCHOR_END: variables
echo "$calls call so far\n";

// ANCHOR: question
$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
bind($sock, $port) or exit(1);
// ANCHOR_END: question

// ANCHOR: if_let
if (bind($sock, $port) === false) {
    echo error_get_last()['message'], "\n";
}
// ANCHOR_END: if_let

socket_getsockname($sock, $address, $port) or exit(1);
echo "bound to $address:$port\n";
socket_close($sock);

// ANCHOR: bytes
socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair) or exit(1);
[$here, $there] = $pair;
$count = greet($there, 'José');
$data = socket_read($here, 8192);
if (str_ends_with($data, "!\n")) {
    echo "$count bytes: $data";
}
// ANCHOR_END: bytes
