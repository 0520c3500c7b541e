<?php
// The twin of docs/steps/25-hand-over/run.rs.
//
//     php docs/steps/25-hand-over/run.php

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

// The giver: one byte, and the descriptor along with it. (Since PHP 8.4 you
// can give $msgsock itself.)
socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair) or exit(1);
[$here, $there] = $pair;
$stream = \socket_export_stream($msgsock) or exit(1);
$rights = ['level' => SOL_SOCKET, 'type' => SCM_RIGHTS, 'data' => [$stream]];
socket_sendmsg($here, ['iov' => ['x'], 'control' => [$rights]]) or exit(1);
socket_close($msgsock);

// The taker: space for one descriptor.
$message = ['controllen' => socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)];
socket_recvmsg($there, $message) or exit(1);
$msgsock = $message['control'][0]['data'][0] ?? exit(1);
socket_write($msgsock, "test successful\n") === false and exit(1);
socket_close($msgsock);

// The client does not notice any of it.
socket_read($socket, 8192) === false and exit(1);
