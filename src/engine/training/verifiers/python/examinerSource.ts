// Python source: the interpreter that runs the tests. The function under test is here only as a remote that asks the
// other interpreter; results arrive as plain data, so that no answer can bring its own notion of equality.

export const examinerSource = String.raw`
import builtins as _builtins, sys as _sys, types as _types

class _Gone(BaseException):
    """The answer's interpreter does not answer any more; no test may catch this."""

class _Remote:
    """Something in the other interpreter: compared by identity, never by its own methods."""
    __slots__ = ('_glens', '_number')

    def __init__(self, examiner, number):
        object.__setattr__(self, '_glens', examiner)
        object.__setattr__(self, '_number', number)

    def __call__(self, *args, **kwargs):
        return self._glens.call(self._number, args, kwargs)

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return self._glens.ask({'op': 'get', 'target': self._number, 'name': name})

    def __setattr__(self, name, value):
        self._glens.ask({'op': 'set', 'target': self._number, 'name': name, 'value': self._glens.encode(value)})

class _Examiner:
    def __init__(self, exchange):
        self.exchange = exchange
        self.remotes = {}
        self.gone = None

    def remote(self, number):
        return self.remotes.setdefault(number, _Remote(self, number))

    def encode(self, value):
        def refer(item):
            if type(item) is _Remote:
                return item._number
            raise _Unsendable('a test passes a ' + type(item).__name__ + ', which cannot be sent')
        return _encode(value, refer)

    def send(self, request):
        if self.gone is not None:
            raise _Gone(self.gone)
        try:
            text = self.exchange(_json.dumps(request))
        except BaseException as error:
            self.gone = str(error).split('\n')[0]
            raise _Gone(self.gone) from None
        try:
            reply = _json.loads(text)
            if not isinstance(reply, dict):
                raise ValueError('no reply')
        except BaseException:
            self.gone = 'the answer broke its interpreter'
            raise _Gone(self.gone) from None
        if 'raised' in reply:
            kind = getattr(_builtins, str(reply['raised']), None)
            message = str(reply.get('message', ''))
            # SystemExit and its like end a program, not a test; StopIteration would end a test's loop early.
            is_error = isinstance(kind, type) and issubclass(kind, Exception)
            if not is_error or issubclass(kind, (StopIteration, StopAsyncIteration)):
                raise RuntimeError(str(reply['raised']) + ': ' + message)
            try:
                error = kind(message)
            except Exception:
                error = RuntimeError(message)
            raise error
        return reply

    def ask(self, request):
        return _decode(self.send(request).get('value'), self.remote)

    def call(self, number, args, kwargs):
        reply = self.send({'op': 'call', 'target': number, 'args': [self.encode(item) for item in args],
                           'kwargs': {name: self.encode(item) for name, item in kwargs.items()}})
        for item, after in zip(args, reply.get('args') or []):
            if after is not None and _is_mutable(item):
                _assign(item, _decode(after, self.remote))
        return _decode(reply.get('value'), self.remote)

def _names(code):
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, _types.CodeType):
            found |= _names(constant)
    return found

def _reason(error):
    text = type(error).__name__
    try:
        message = str(error)
    except Exception:
        message = ''
    return (text + ': ' + message if message else text)[:300]

def _examine(text, exchange):
    job = _json.loads(text)
    examiner = _Examiner(exchange)
    try:
        offered = set(examiner.send({'op': 'load', 'code': job['code']}).get('names') or [])
    except (_Gone, Exception) as error:
        reason = _reason(error)
        return _json.dumps({'gone': examiner.gone, 'results': [{'passed': False, 'reason': reason} for _ in job['tests']]})
    namespace = {'__name__': 'tests'}
    results = []

    def bind(code):
        """What the tests name and is not defined here: modules from here, never from the answer; the rest from the answer."""
        for name in sorted(_names(code)):
            if name in job['entry_points'] and name in offered:
                namespace[name] = examiner.ask({'op': 'name', 'name': name})
            elif name in namespace or hasattr(_builtins, name):
                continue
            elif name in _sys.stdlib_module_names:
                namespace[name] = __import__(name)
            elif name in offered and not job['entry_points_only']:
                namespace[name] = examiner.ask({'op': 'name', 'name': name})

    def run(source, name):
        code = compile(source, name, 'exec')
        bind(code)
        exec(code, namespace)

    try:
        if job['trusted']:
            exec(compile(job['trusted'], 'given.py', 'exec'), namespace)
        if job['setup']:
            run(job['setup'], 'setup.py')
    except (_Gone, Exception) as error:
        reason = 'before the tests: ' + _reason(error)
        return _json.dumps({'gone': examiner.gone, 'results': [{'passed': False, 'reason': reason} for _ in job['tests']]})
    for i, test in enumerate(job['tests']):
        try:
            run(test, 'test' + str(i + 1) + '.py')
            # A test that swallowed the end of the answer's interpreter has not passed.
            passed = examiner.gone is None
            results.append({'passed': passed, 'reason': '' if passed else examiner.gone})
        except (_Gone, Exception) as error:
            results.append({'passed': False, 'reason': _reason(error)})
    return _json.dumps({'gone': examiner.gone, 'results': results})
`;
