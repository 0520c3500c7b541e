<?php
// The twin of docs/steps/25-hand-over/restart.rs.
//
//     php docs/steps/25-hand-over/restart.php

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

// A client that nobody has accepted yet.
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

// The new server begins here. It keeps one end of the pair.
socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair) or exit(1);
[$here, $there] = $pair;
$newer = pcntl_fork();
if ($newer === 0) {
    socket_close($sock);
    socket_close($here);
    new_server($there);
    exit(0);
}
$newer > 0 or exit(1);
socket_close($there);

$stream = socket_export_stream($sock) or exit(1);
$rights = ['level' => SOL_SOCKET, 'type' => SCM_RIGHTS, 'data' => [$stream]];
socket_sendmsg($here, ['iov' => ['x'], 'control' => [$rights]]) or exit(1);
socket_close($sock);
echo 'The old server, pid ', getmypid(), ", has closed.\n";

$answer = socket_read($socket, 8192);
$answer === false and exit(1);
echo "The client reads: $answer";
pcntl_waitpid($newer, $status);

function new_server(Socket $there): void
{
    $message = ['controllen' => socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)];
    socket_recvmsg($there, $message) or exit(1);
    $sock = $message['control'][0]['data'][0] ?? exit(1);

    $msgsock = socket_accept($sock) or exit(1);
    socket_write($msgsock, 'pid ' . getmypid() . " answers\n") === false and exit(1);
    socket_close($msgsock);
}
