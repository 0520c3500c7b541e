<?php
// The twin of docs/steps/25-hand-over/failures.rs.
//
//     php docs/steps/25-hand-over/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair) or exit(1);
[$here, $there] = $pair;
$rights = ['level' => SOL_SOCKET, 'type' => SCM_RIGHTS];
$stream = \socket_export_stream($sock) or exit(1);

echo "-- You send a descriptor without a byte\n";
$message = ['control' => [$rights + ['data' => [$stream]]]];
socket_sendmsg($here, $message) === false and exit(1);
$controllen = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1);
$taken = ['controllen' => $controllen];
socket_recvmsg($there, $taken, MSG_DONTWAIT);

echo "-- You send no descriptor at all\n";
$message = ['iov' => ['x'], 'control' => [$rights + ['data' => []]]];
socket_sendmsg($here, $message);

echo "-- You say that you are another process\n";
$other = ['pid' => 1, 'uid' => 0, 'gid' => 0];
$credentials = ['level' => SOL_SOCKET, 'type' => SCM_CREDENTIALS, 'data' => $other];
socket_sendmsg($here, ['iov' => ['x'], 'control' => [$credentials]]);

echo "-- The taker names no space\n";
$taken = [];
socket_recvmsg($there, $taken);

echo "-- You close it before you send it\n";
socket_close($sock);
socket_sendmsg($here, ['iov' => ['x'], 'control' => [$rights + ['data' => [$sock]]]]);
