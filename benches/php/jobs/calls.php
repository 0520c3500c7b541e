<?php
// The twins of src/jobs/calls.rs.

declare(strict_types=1);

const MESSAGE = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';

/** A job that is done to one end of a connection; the other is its second argument. */
function call(callable $operation): callable
{
    return function (int $count) use ($operation): float {
        [$here, $there] = connection();
        return timed($count, fn () => $operation($here, $there));
    };
}

return [
    'write-read' => call(function (Socket $here, Socket $there) {
        check(socket_write($there, MESSAGE) === 64);
        check(strlen(socket_read($here, 64)) === 64);
    }),
    'send-recv' => call(function (Socket $here, Socket $there) {
        check(socket_send($there, MESSAGE, 64, 0) === 64);
        check(socket_recv($here, $data, 64, 0) === 64);
    }),
    'sendto-recvfrom' => function (int $count): float {
        [$here, $there] = [bound(SOCK_DGRAM), bound(SOCK_DGRAM)];
        $to = port($here);
        return timed($count, function () use ($here, $there, $to) {
            check(socket_sendto($there, MESSAGE, 64, 0, IP, $to) === 64);
            check(socket_recvfrom($here, $data, 64, 0, $address, $port) === 64);
        });
    },
    'recv' => function (int $count): float {
        [$here, $there] = connection();
        check(socket_write($there, MESSAGE) === 64);
        return timed($count, fn () => check(socket_recv($here, $data, 64, MSG_PEEK) === 64));
    },
    'get-option' => call(
        fn (Socket $here) => check(socket_get_option($here, SOL_TCP, TCP_NODELAY) === 0)
    ),
    'set-option' => call(
        fn (Socket $here) => check(socket_set_option($here, SOL_TCP, TCP_NODELAY, 1))
    ),
    'getsockname' => call(
        fn (Socket $here) => check(socket_getsockname($here, $address, $port))
    ),
    'getpeername' => call(
        fn (Socket $here) => check(socket_getpeername($here, $address, $port))
    ),
    'set-nonblock' => call(function (Socket $here) {
        check(socket_set_nonblock($here));
        check(socket_set_block($here));
    }),
    'create-close' => fn (int $count): float => timed(
        $count,
        fn () => socket_close(socket_create(AF_INET, SOCK_STREAM, SOL_TCP))
    ),
    'accept' => function (int $count): float {
        $listener = listener();
        $port = port($listener);
        return timed($count, function () use ($listener, $port) {
            $here = connected($port);
            socket_close(socket_accept($listener));
            socket_close($here);
        });
    },
];
