<?php
// The second part of the judge, behind judge.php: the calls of PHP 8.6's Io\Poll.

/** Calls its methods, with a handle for each socket. */
final class Poll
{
    /** Of each socket, the handle of its exported stream. */
    private WeakMap $handles;

    public function __construct()
    {
        $this->handles = new WeakMap();
    }

    /** A method of the class if there are no arguments, or else of the first one. */
    public function call(string $function, array $arguments): mixed
    {
        [$class, $method] = explode('::', $function);
        $class = "Io\\Poll\\$class";
        if ($method === 'new') {
            return new $class(...$arguments);
        }
        if ($arguments === []) {
            return $class::$method();
        }
        $object = array_shift($arguments);
        if ($method === 'wait' && isset($arguments[0])) {
            $arguments[0] = Time\Duration::fromSeconds($arguments[0]);
        }
        if ($method === 'add' && $arguments[0] instanceof Socket) {
            $arguments[0] = $this->handle($arguments[0]);
        }
        return $object->$method(...$arguments);
    }

    private function handle(Socket $socket): StreamPollHandle
    {
        return $this->handles[$socket] ??= new StreamPollHandle(socket_export_stream($socket));
    }

    /** A case of one of its enums, no two of which have one of the same name. */
    public function case(string $name): UnitEnum
    {
        $event = "Io\\Poll\\Event::$name";
        return constant(defined($event) ? $event : "Io\\Poll\\Backend::$name");
    }

    /** Whether it is what a wait has returned, and not empty. */
    public function isWaited(mixed $value): bool
    {
        return is_array($value) && reset($value) instanceof Io\Poll\Watcher;
    }

    /** An object in a word: a case by its name, a handle by that of its socket. */
    public function told(object $value, array $kept): array
    {
        return ['word' => match (true) {
            $value instanceof UnitEnum => $value->name,
            $value instanceof StreamPollHandle => $this->ofHandle($value, $kept),
            default => $this->name($value, $kept),
        }];
    }

    /** The name under which it is kept, or its class. */
    public function name(object $value, array $kept): string
    {
        $name = array_search($value, $kept, true);
        return $name === false ? (new ReflectionClass($value))->getShortName() : (string) $name;
    }

    private function ofHandle(StreamPollHandle $handle, array $kept): string
    {
        foreach ($kept as $name => $value) {
            if ($value instanceof Socket && ($this->handles[$value] ?? null) === $handle) {
                return $name;
            }
        }
        return 'StreamPollHandle';
    }
}
