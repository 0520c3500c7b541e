<?php
// The twins of src/jobs/calls.rs.

declare(strict_types=1);

const MESSAGE = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';

/** A job that is done to one end of a connection; the other is its second argument. */
function call(callable $operation): callable
{
    return function (int $count) use ($operation): float {
        return timed($count, $operation, ...connection());
    };
}

return [
    'write-read' => call(function (Socket $here, Socket $there) {
        socket_write($there, MESSAGE) === 64 || fail();
        strlen(socket_read($here, 64)) === 64 || fail();
    }),
    'send-recv' => call(function (Socket $here, Socket $there) {
        socket_send($there, MESSAGE, 64, 0) === 64 || fail();
        socket_recv($here, $data, 64, 0) === 64 || fail();
    }),
    'sendto-recvfrom' => function (int $count): float {
        [$here, $there] = [bound(SOCK_DGRAM), bound(SOCK_DGRAM)];
        $to = port($here);
        return timed($count, function () use ($here, $there, $to) {
            socket_sendto($there, MESSAGE, 64, 0, IP, $to) === 64 || fail();
            socket_recvfrom($here, $data, 64, 0, $address, $port) === 64 || fail();
        });
    },
    'recv' => function (int $count): float {
        [$here, $there] = connection();
        socket_write($there, MESSAGE) === 64 || fail();
        return timed($count, fn () => socket_recv($here, $data, 64, MSG_PEEK) === 64 || fail());
    },
    'get-option' => call(
        fn (Socket $here) => socket_get_option($here, SOL_TCP, TCP_NODELAY) === 0 || fail()
    ),
    'set-option' => call(
        fn (Socket $here) => socket_set_option($here, SOL_TCP, TCP_NODELAY, 1) || fail()
    ),
    'getsockname' => call(
        fn (Socket $here) => socket_getsockname($here, $address, $port) || fail()
    ),
    'getpeername' => call(
        fn (Socket $here) => socket_getpeername($here, $address, $port) || fail()
    ),
    'set-nonblock' => call(function (Socket $here) {
        socket_set_nonblock($here) || fail();
        socket_set_block($here) || fail();
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
