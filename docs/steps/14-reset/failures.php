<?php
// The twin of docs/steps/14-reset/failures.rs.
//
//     php docs/steps/14-reset/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$message = "Ho\r\nfirst blood\r\n";

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

echo "-- The server has closed with your bytes unread, and you read\n";
$socket = client_of_a_server_that_does_not_read($sock, $port);
socket_read($socket, 8192);

echo "-- You write after that\n";
socket_write($socket, $message);
socket_close($socket);

echo "-- The server has closed with your bytes unread, and you write first\n";
$socket = client_of_a_server_that_does_not_read($sock, $port);
socket_write($socket, $message);
socket_close($socket);

clean($sock, $port);
on_purpose($sock, $port);

function clean(\Socket $sock, int $port): void
{
    $message = "Ho\r\nfirst blood\r\n";

    echo "-- The server has closed with nothing unread, and you write twice\n";
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    $msgsock = socket_accept($sock) or exit(1);
    socket_close($msgsock);
    socket_write($socket, $message) === false and exit(1);
    socket_write($socket, $message);
    socket_close($socket);
}

function on_purpose(\Socket $sock, int $port): void
{
    echo "-- The server resets on purpose, with SO_LINGER and the time 0\n";
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    $msgsock = socket_accept($sock) or exit(1);
    $at_once = ['l_onoff' => 1, 'l_linger' => 0];
    socket_set_option($msgsock, SOL_SOCKET, SO_LINGER, $at_once) or exit(1);
    socket_close($msgsock);
    socket_read($socket, 8192);
    socket_close($socket);
}

/** The client of a server that closes without reading what the client wrote. */
function client_of_a_server_that_does_not_read(\Socket $sock, int $port): \Socket
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    $msgsock = socket_accept($sock) or exit(1);
    socket_write($socket, "Ho\r\nfirst blood\r\n") === false and exit(1);
    socket_close($msgsock);
    return $socket;
}
