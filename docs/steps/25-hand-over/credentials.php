<?php
// The twin of docs/steps/25-hand-over/credentials.rs.
//
//     php docs/steps/25-hand-over/credentials.php

socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair) or exit(1);
[$here, $there] = $pair;
socket_set_option($there, SOL_SOCKET, SO_PASSCRED, 1) or exit(1);

// The sender says nothing about itself.
socket_write($here, 'Let me in.') === false and exit(1);

$message = ['controllen' => socket_cmsg_space(SOL_SOCKET, SCM_CREDENTIALS)];
socket_recvmsg($there, $message) or exit(1);
$who = $message['control'][0]['data'] ?? exit(1);
echo 'This is pid ', getmypid(), ".\n";
echo "The message is from pid $who[pid].\n";
