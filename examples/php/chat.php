<?php
// The twin of examples/chat.rs, in PHP: a chat server in one process, with socket_select.
//
//     php examples/php/chat.php            plays a scene
//     php examples/php/chat.php --serve    serves on 127.0.0.1, port 8001, until Ctrl+C
//
// PORT changes the port (0: any free one). Talk with nc 127.0.0.1 8001 in several terminals.
//
// No client can stop it, block it or slow it down for the others: not one that drops
// its connection, one that never ends its line, one that never reads, or one that never
// stops talking. While there is no room for more clients, new ones wait in the kernel's
// queue until one leaves.

declare(strict_types=1);

/** The clients at one time. PHP's select takes descriptors below 1024 only. */
const CLIENTS = 1000;
/** The bytes of one read, and of a line that has not ended yet. */
const BYTES = 2048;
/** The reads that one client gets in a second. If it says more, that waits. */
const TURNS = 20;
/** The bytes that the kernel keeps for a client that does not read them. */
const UNREAD = 65536;

const HELP = <<<'TEXT'
A chat server: what one client says, all others read. It plays a scene and ends.

  --serve  serve on 127.0.0.1 until Ctrl+C; talk with nc 127.0.0.1 8001
  --help   show this

PORT in the environment is the port: 8001 by default, 0 for any free one.
TEXT;

$is_server = false;
foreach (array_slice($argv, 1) as $argument) {
    match ($argument) {
        '--serve' => $is_server = true,
        '--help', '-h' => help(),
        default => fail("invalid option '$argument'"),
    };
}
$is_server ? serve() : scene();

function serve(): never
{
    $port = filter_var(
        getenv('PORT') === false ? '8001' : getenv('PORT'),
        FILTER_VALIDATE_INT,
        ['options' => ['min_range' => 0, 'max_range' => 65535]],
    );
    if ($port === false) {
        fail('PORT must be a number from 0 to 65535');
    }

    $chat = new Chat($port);
    echo "Listening on 127.0.0.1 port {$chat->port()}.\n";
    while (true) {
        $chat->go_on();
    }
}

final class Chat
{
    private Socket $server;
    /** @var array<int, Client> by their sockets' spl_object_id */
    public array $clients = [];
    /** An accept has failed in this second, and no client has left since. */
    private bool $is_full = false;
    private int $second;

    public function __construct(int $port)
    {
        $this->server = check(@socket_create(AF_INET, SOCK_STREAM, SOL_TCP));
        check(@socket_set_option($this->server, SOL_SOCKET, SO_REUSEADDR, 1));
        check(@socket_bind($this->server, '127.0.0.1', $port));
        check(@socket_listen($this->server, SOMAXCONN));
        // A client may disconnect before it is accepted. On some systems accept would
        // then wait for the next one.
        check(@socket_set_nonblock($this->server));
        $this->second = hrtime()[0];
    }

    public function port(): int
    {
        check(@socket_getsockname($this->server, $address, $port));
        return $port;
    }

    /** Waits until something happens, at most a second, and deals with it. */
    public function go_on(): void
    {
        $this->start_second();

        $clients = array_filter($this->clients, fn (Client $client) => $client->turns < TURNS);
        $read = array_map(fn (Client $client) => $client->socket, $clients);
        // While a client that cannot be accepted waits, the listener is always ready: with
        // it in the array this would be a loop without a pause.
        if (!$this->is_full && count($this->clients) < CLIENTS) {
            $read['server'] = $this->server;
        }
        if ($read === []) {
            usleep(100_000);
            return;
        }
        $write = $except = null;
        if (@socket_select($read, $write, $except, 1) === false) {
            check(socket_last_error() === SOCKET_EINTR);
            return;
        }

        foreach (array_keys($read) as $number) {
            $number === 'server' ? $this->welcome() : $this->listen_to($number);
        }
    }

    /** In a new second each client gets its reads again, and accept is tried again. */
    private function start_second(): void
    {
        $second = hrtime()[0];
        if ($second === $this->second) {
            return;
        }
        $this->second = $second;
        $this->is_full = false;
        foreach ($this->clients as $client) {
            $client->turns = 0;
        }
    }

    /** Takes a new client in. If it has left already, the greeting fails. */
    private function welcome(): void
    {
        $socket = @socket_accept($this->server);
        if ($socket !== false) {
            if (greet($socket)) {
                $this->clients[spl_object_id($socket)] = new Client($socket);
            }
            return;
        }
        $nobody = [SOCKET_EAGAIN, SOCKET_ECONNABORTED, SOCKET_EINTR];
        // PHP does not record this error for the socket.
        if (!in_array(socket_last_error(), $nobody, true)) {
            // Most often there is no descriptor left.
            fwrite(STDERR, error_get_last()['message'] . "\n");
            $this->is_full = true;
        }
    }

    /** Reads what one client says, and passes its whole lines on. */
    private function listen_to(int $number): void
    {
        $client = $this->clients[$number] ?? null;
        if ($client === null) {
            return; // it was removed in this round
        }
        $client->turns++;
        $data = @socket_read($client->socket, BYTES);
        if ($data === false) {
            $code = socket_last_error($client->socket);
            if ($code === SOCKET_EAGAIN || $code === SOCKET_EINTR) {
                return;
            }
        }
        if ($data === false || $data === '') {
            $this->remove($number); // the end: dropped, or closed
            return;
        }

        // Only the new bytes are searched, so that a line in many pieces costs no more.
        $end = strrpos($data, "\n");
        if ($end !== false) {
            $lines = $client->line . substr($data, 0, $end + 1);
            $client->line = substr($data, $end + 1);
            $this->pass_on($number, $lines);
        } elseif (strlen($client->line) + strlen($data) > BYTES) {
            $this->remove($number);
        } else {
            $client->line .= $data;
        }
    }

    /**
     * To all but the one who said it. A client that has left, or has too much to read
     * already, is removed.
     */
    private function pass_on(int $from, string $lines): void
    {
        foreach ($this->clients as $number => $client) {
            if ($number !== $from && !write_all($client->socket, $lines)) {
                $this->remove($number);
            }
        }
    }

    /** Closes its socket too, which makes room for another client. */
    private function remove(int $number): void
    {
        socket_close($this->clients[$number]->socket);
        unset($this->clients[$number]);
        $this->is_full = false;
    }
}

final class Client
{
    /** The line that has not ended yet. */
    public string $line = '';
    /** The reads it has had in this second. */
    public int $turns = 0;

    public function __construct(public readonly Socket $socket)
    {
    }
}

function greet(Socket $socket): bool
{
    return @socket_set_nonblock($socket) // no client may make the others wait
        && @socket_set_option($socket, SOL_SOCKET, SO_SNDBUF, UNREAD)
        && write_all($socket, "welcome\n");
}

/** Whether the kernel has taken all of it. */
function write_all(Socket $socket, string $data): bool
{
    do {
        $length = @socket_write($socket, $data);
    } while ($length === false && socket_last_error($socket) === SOCKET_EINTR);
    return $length === strlen($data);
}

/** Three clients and their server, which take turns in one process. */
function scene(): void
{
    $chat = new Chat(0);
    [$ann, $bob, $rude] = [join_in($chat), join_in($chat), join_in($chat)];

    check(@socket_write($bob, "bob: hi ann\n"));
    echo 'ann reads: "', hear($ann, $chat), "\"\n";
    check(@socket_write($ann, "ann: hi bob\n"));
    echo 'bob reads: "', hear($bob, $chat), "\"\n";

    // Half a line, and then the connection is dropped.
    check(@socket_write($rude, 'half a li'));
    check(@socket_set_option($rude, SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0]));
    socket_close($rude);
    echo "the rude one disconnects\n";

    check(@socket_write($bob, "bob: still here?\n"));
    echo 'ann reads: "', hear($ann, $chat), "\"\n";
    socket_close($ann);
    socket_close($bob);
    while ($chat->clients !== []) {
        $chat->go_on();
    }
    echo "server: nobody is left\n";
}

function join_in(Chat $chat): Socket
{
    $socket = check(@socket_create(AF_INET, SOCK_STREAM, SOL_TCP));
    check(@socket_connect($socket, '127.0.0.1', $chat->port()));
    hear($socket, $chat); // the greeting: we are in
    return $socket;
}

/** A line, without its end. The server goes on until there is one. */
function hear(Socket $socket, Chat $chat): string
{
    $write = $except = null;
    $read = [$socket];
    while (check(@socket_select($read, $write, $except, 0)) === 0) {
        $chat->go_on();
        $read = [$socket];
    }
    return rtrim(check(@socket_read($socket, 8192, PHP_NORMAL_READ)));
}

/** A socket function that fails returns false, never a number below 0. */
function check(mixed $result): mixed
{
    return $result === false ? fail(error_get_last()['message']) : $result;
}

function help(): never
{
    echo HELP, "\n";
    exit(0);
}

function fail(string $why): never
{
    fwrite(STDERR, "$why\n");
    exit(1);
}
