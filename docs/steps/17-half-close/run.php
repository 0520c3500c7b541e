<?php
// The twin of docs/steps/17-half-close/run.rs.
//
//     php docs/steps/17-half-close/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

$msgsock = socket_accept($sock) or exit(1);

// The client asks, and says that this is all. (1 is SHUT_WR since PHP 8.5.)
socket_write($socket, "Ho\r\nfirst blood\r\n") === false and exit(1);
socket_shutdown($socket, 1) or exit(1);

// The server reads to the end, and answers.
$question = read_to_end($msgsock);
$answer = strlen($question) . " bytes\n";
socket_write($msgsock, $answer) === false and exit(1);
socket_close($msgsock);

// The client reads to the end, too.
$answer = read_to_end($socket);
echo 'The answer: ', trim($answer), "\n";

socket_close($socket);
socket_close($sock);

/** Everything until the other end has ended its sending. */
function read_to_end(\Socket $socket): string
{
    $all = '';
    while (($buf = socket_read($socket, 8192)) !== '') {
        if ($buf === false) {
            exit(1); // no end, but a failure
        }
        $all .= $buf;
    }
    return $all;
}
