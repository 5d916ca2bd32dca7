// Python source: the interpreter that runs the answer. It loads code, and calls what the tests call. It never sees a
// test, and nothing it says is trusted: the worst an answer can do here is to return a value, which it may anyway.

export const candidateSource = String.raw`
import types as _types

class _Candidate:
    def __init__(self):
        self.namespace = {'__name__': 'candidate', '__builtins__': __builtins__}
        self.objects = []
        self.numbers = {}

    def refer(self, value):
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        return number

    def resolve(self, number):
        return self.objects[number]

    def load(self, code):
        exec(compile(code, 'answer.py', 'exec'), self.namespace)
        return [name for name, value in list(self.namespace.items())
                if isinstance(name, str) and not name.startswith('__') and not isinstance(value, _types.ModuleType)]

    def perform(self, request):
        operation = request['op']
        if operation == 'load':
            return {'names': self.load(request['code'])}
        if operation == 'name':
            return {'value': _encode(self.namespace[request['name']], self.refer)}
        target = self.resolve(request['target'])
        if operation == 'get':
            return {'value': _encode(getattr(target, request['name']), self.refer)}
        if operation == 'set':
            setattr(target, request['name'], _decode(request['value'], self.resolve))
            return {'value': None}
        args = [_decode(item, self.resolve) for item in request['args']]
        kwargs = {name: _decode(item, self.resolve) for name, item in request['kwargs'].items()}
        value = _encode(target(*args, **kwargs), self.refer)
        after = [_encode(item, self.refer) if _is_mutable(item) else None for item in args]
        return {'value': value, 'args': after}

    def handle(self, text):
        try:
            reply = _json.dumps(self.perform(_json.loads(text)))
            if len(reply) > 4_000_000:
                raise _Unsendable('the value is too large')
            return reply
        except BaseException as error:
            try:
                message = str(error)[:300]
            except BaseException:
                message = ''
            return _json.dumps({'raised': type(error).__name__, 'message': message})

_candidate = _Candidate()
`;
