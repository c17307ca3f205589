"""What templates may do, and that nothing lets them use up time or memory."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

pytest.importorskip("jinja2")

from jinja2.exceptions import TemplateRuntimeError

from mrkl_backends.nemotron.budget import Budget
from mrkl_backends.nemotron.sandbox import Program
from mrkl_core.errors import BackendError

LOOP = "{% for i in range(9000) %}"
END = "{% endfor %}"
RSPLIT = "['a.b', 'c']['a', 'b']2"
LAST = "1False 2True "


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 26, 12, tzinfo=UTC)


def render(source: str, variables: Mapping[str, Any] | None = None, work: int = 1_000_000) -> str:
    program = Program(source, file="chat_template.jinja", clock=Noon())
    return program.render(variables or {}, Budget(work=work, seconds=60))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% if true %}\n  a\n  {% endif %}\nb\n", "  a\nb"),
        ("{% for x in [1, 2] %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}", "1"),
        ("{% for x in [1, 2] %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}", "2"),
        ("{% for k, v in {'a': 1}.items() %}{{ k ~ v ~ none }}{% endfor %}", "a1None"),
        ("{% for k in {'a': 1} %}{{ k }}{% endfor %}", "a"),
        ("{% for x in nothing %}x{% else %}-{% endfor %}", "-"),
        ("{% for x in 'aba' if x != 'b' %}{{ loop.index }}{{ loop.last }} {% endfor %}", LAST),
        ("{% for x in [1, 2] %}{{ loop.previtem }}{{ loop.nextitem }};{% endfor %}", "2;1;"),
        ("{% for x in [1, 2] %}{{ loop.length }}{{ loop.cycle('a', 'b') }}{% endfor %}", "2a2b"),
        (
            "{% set ns = namespace(n=0) %}"
            "{% for x in [1, 2] %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}",
            "3",
        ),
        ("{% macro f(x) %}<{{ x }}>{% endmacro %}{{ f('a') ~ f(1) }}", "<a><1>"),
        ("{% macro f() %}({{ caller() }}){% endmacro %}{% call f() %}a{% endcall %}", "(a)"),
        ("{% set x %}a{{ 1 }}{% endset %}{{ x * 2 }}{{ [x] * 2 }}", "a1a1['a1', 'a1']"),
        ("{% filter upper %}a{% endfilter %}{{ 'b' | upper }}", "AB"),
        ("{{ 'a</think>b'.split('</think>')[-1].lstrip() }}", "b"),
        ("{{ 'abc'[1:] }}{{ 'abc'[::-1] }}", "bccba"),
        ("{{ 'a-b'.replace('-', '+') }}{{ 'aXbX' | replace('X', '', 1) }}", "a+babX"),
        ("{{ ', '.join([1, 'b']) }}{{ [1, 2] | join('-') }}", "1, b1-2"),
        ("{{ [{'n': 1}, {'n': 2}] | join(',', attribute='n') }}", "1,2"),
        ("{{ '<ü>' | tojson }}{{ {'b': 1, 'a': none} | tojson }}", '"<ü>"{"b": 1, "a": null}'),
        ("{{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }}", '{"a": 2, "b": 1}'),
        (
            "{{ [1] | tojson(indent=2) }}{{ [1, 2] | tojson(separators=(',', ':')) }}",
            "[\n  1\n][1,2]",
        ),
        ("{{ 'ü' | tojson(ensure_ascii=true) }}", '"\\u00fc"'),
        ("{{ 'a\nb' | indent(2) }}{{ 'a\nb' | indent('- ', first=true) }}", "a\n  b- a\n- b"),
        ("{{ messages | selectattr('role', 'equalto', 'user') | list | length }}", "1"),
        ("{{ messages | map(attribute='content') | list }}", "['Hi']"),
        ("{{ messages[0].role }}{{ messages[0]['content'] }}", "userHi"),
        ("{{ messages[0].get('x') is none }}{{ messages[0] is mapping }}", "TrueTrue"),
        ("{{ messages[0].content is string }}{{ messages is iterable }}", "TrueTrue"),
        ("{{ strftime_now('%d %b %Y') }}", "26 Nov 2026"),
        ("{{ 7 % 4 }} {{ 2 ** 10 }} {{ 3 * 4 }} {{ 1 + 1.5 }} {{ 7 // 2 }}", "3 1024 12 2.5 3"),
        ("{% generation %}a{% endgeneration %}{{ 'a' | safe }}", "aa"),
        ("{{ x.y is defined }}{{ unknown }}", "False"),
        ("{{ (1, 2) }}{% set a, b = 1, 2 %}{{ a }}{{ b }}", "(1, 2)12"),
        ("{{ range(3) | list }}{{ dict(a=1) }}", "[0, 1, 2]{'a': 1}"),
        ("{{ 'xaxbx'.strip('x') }}{{ ' a '.rstrip() }}{{ 'xa' | trim('x') }}", "axb aa"),
        ("{{ 'a.b.c'.rsplit('.', 1) }}{{ 'a b'.rsplit() }}{{ 'aba'.rfind('a') }}", RSPLIT),
        ("{{ '12' | int + 1 }}{{ 'x' | int(7) }}{{ 'ff' | int(0, 16) }}{{ 2.7 | int }}", "1372552"),
        (
            "{% set ns = namespace() %}{% set ns.a = ns %}{% set ns.b = [ns] %}{{ [ns] }}"
            "{{ ns.b == [ns] }}{{ ns | string }}",
            "[<Namespace>]True<Namespace>",
        ),
        (
            "{% macro f(x, y) %}{{ x.n }}{{ y | list }}{% endmacro %}"
            "{{ f(namespace(n=1), y=range(2)) }}{{ f({}, {}.items()) }}",
            "1[0, 1][]",
        ),
        ("{{ nothing | map('upper') | list }}{{ nothing is none }}{{ 1 is odd }}", "[]FalseTrue"),
    ],
)
def test_templates_have_what_chat_templates_use(source: str, expected: str) -> None:
    messages = [{"role": "user", "content": "Hi"}]
    assert render(source, {"messages": messages, "x": {}}) == expected


def grown(step: str, start: str = "'a'") -> str:
    """Return a template that does a step ninety-nine times."""
    head = "{% set ns = namespace(v=" + start + ") %}{% for i in range(99) %}"
    return head + step + "{% endfor %}"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% for x in range(10**9) %}{% endfor %}", "a range of 1,000,000,000 numbers is too long"),
        ("{{ range(10**30) | list }}", r"a range of 1,0+.* numbers is too long"),
        ("{{ range(0, -(10**30), -3) | list }}", "numbers is too long"),
        (f"{LOOP * 2}{END * 2}", "units of work"),
        (f"{LOOP * 9}{END * 9}", "units of work"),
        (LOOP + "a" * 1_000 + END, "units of work"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "recursion depth"),
        (
            "{% macro f(n) %}{% if n %}{% set _ = f(n - 1) ~ f(n - 1) %}{% endif %}{% endmacro %}"
            "{{ f(40) }}",
            "units of work",
        ),
        (
            "{% for x in range(40000) %}{% if loop.length %}{% endif %}{% endfor %}" * 2,
            "units of work",
        ),
        ("{% for x in range(40000) if x in [x] %}{% endfor %}" * 2, "units of work"),
        ("{{ range(50000) | select('odd') | list | length }}" * 2, "units of work"),
        ("{{ 'a' * 10**9 }}", "units of work"),
        ("{{ 10**9 * [1] }}", "units of work"),
        ("{{ 10 ** (10 ** 9) }}", "a number is too large"),
        (grown("{% set ns.v = ns.v * ns.v %}", "9"), "a number is too large"),
        ("{{ ('1' * 2000) | int }}", "a number has too many digits"),
        ("{{ 0x" + "f" * 2_000 + " // 3 }}", "a number is too large"),
        ("{% set t = 'a' * 3000 %}{{ t.strip(t) }}", "units of work"),
        ("{% set t = 'a' * 3000 %}{{ t.rfind(t) }}", "units of work"),
        (grown("{% set ns.v = (ns.v,) %}" * 3), "it builds a value that is too large"),
        (grown("{% set ns.v = ns.v + ns.v %}"), "units of work"),
        (grown("{% set ns.v = ns.v ~ ns.v %}"), "units of work"),
        (grown("{% set x %}{{ ns.v }}{{ ns.v }}{% endset %}{% set ns.v = x %}"), "units of work"),
        (grown("{% set ns.v = ns.v.replace('a', 'aa') %}"), "units of work"),
        (grown("{% set ns.v = {'a': ns.v, 'b': ns.v} %}"), "it builds a value that is too large"),
        (grown("{% set ns.v = (ns.v, ns.v) %}"), "it builds a value that is too large"),
        (grown("{% set ns.v = [ns.v] + [ns.v] %}"), "it builds a value that is too large"),
        ("{% set t = 'ab' * 1000 %}{{ t | replace('', t) }}", "units of work"),
        ("{% set t = 'ab' * 1000 %}{{ t.join(t) }}{{ t | join(t) }}", "units of work"),
        ("{{ 'a' | indent(10**9, true) }}", "units of work"),
        ("{{ [1] | tojson(indent=10**9) }}", "more than 16 characters"),
        ("{{ [1] | tojson(separators=('a' * 17, '')) }}", "more than 16 characters"),
        ("{{ '%1000000000d' % 1 }}", "text cannot be formatted with %"),
        ("{{ '{:>1000000000}'.format(1) }}", "'format' of 'str' object is unsafe"),
        ("{{ 'a'.ljust(10**9) }}", "'ljust' of 'str' object is unsafe"),
        ("{{ 'a'['join']('b') }}", "'join' of 'str' object is unsafe"),
        ("{{ (1).to_bytes(10**9) }}", "'to_bytes' of 'int' object is unsafe"),
        ("{{ lipsum(10**9) }}", "'lipsum' is undefined"),
        ("{{ ['a'] | map('center', 10**9) | list }}", "No filter named 'center'"),
        ("{{ namespace() }}", "Namespace cannot be written as text"),
        ("{{ [''.join] }}", "a partial cannot be part of a value"),
        (grown("{% set ns.v = {'a': ns.v.items(), 'b': ns.v.items()} %}", "{}"), "too large"),
        (
            "{% macro f(n) %}{{ f(n - 1, varargs, varargs) if n else varargs }}{% endmacro %}"
            "{{ f(40) }}",
            "it builds a value that is too large",
        ),
        ("{% set x = 'a' * 600000 %}{{ x[1:] }}", "units of work"),
    ],
)
def test_endless_templates_are_stopped(source: str, said: str) -> None:
    with pytest.raises(BackendError, match=said) as caught:
        render(source)
    assert caught.value.message.startswith("The chat template 'chat_template.jinja' failed: ")
    assert caught.value.context == {"file": "chat_template.jinja"}


def test_time_is_bounded() -> None:
    program = Program("{{ 'a' }}", file="f", clock=Noon())
    with pytest.raises(BackendError, match=r"failed: it takes more than 0 s\."):
        program.render({}, Budget(work=1_000_000, seconds=0))


def test_the_conversation_is_paid_too() -> None:
    assert render("a", {"messages": ["x" * 400]}, work=500) == "a"
    with pytest.raises(BackendError, match="it takes more than 500 units of work"):
        render("a", {"messages": ["x" * 600]}, work=500)


def test_budgets_count_down() -> None:
    budget = Budget(work=100, seconds=60)
    assert list(budget.rounds(range(3))) == [0, 1, 2]
    budget.allow("*", "a", -5)
    budget.allow("*", 1.5, 2)
    with pytest.raises(TemplateRuntimeError):
        list(budget.rounds(range(3)))


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__']() }}",
        "{{ range.__globals__.x }}",
        "{{ raise_exception.__globals__['json'] }}",
        "{{ strftime_now.__closure__[0] }}",
        "{{ messages.append(1) }}",
        "{{ messages.pop() }}",
        "{{ messages[0].update({}) }}",
        "{{ messages[0].clear() }}",
        "{{ cycler() }}",
        "{{ self.__init__() }}",
        "{{ ''.join.func.__globals__.x }}",
        "{{ ''.join.func }}",
    ],
)
def test_templates_stay_inside(source: str) -> None:
    messages = [{"role": "user"}]
    with pytest.raises(BackendError, match=r"is unsafe|is undefined|no attribute|as text"):
        render(source, {"messages": messages})
    assert messages == [{"role": "user"}]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a\n{% if %}", "chat_template.jinja', line 2 cannot be read: Expected an expression"),
        ("{% include 'a' %}", "line 1 cannot be read: it is composed of other templates"),
        ("{% import 'a' as b %}", "it is composed of other templates"),
        ("{% from 'a' import b %}", "it is composed of other templates"),
        ("{% extends 'a' %}", "it is composed of other templates"),
        ("{% block a %}{% endblock %}", "it is composed of other templates"),
        ("{% for x in y recursive %}{% endfor %}", "it has a recursive loop"),
        ("{% do 1 %}", "unknown tag 'do'"),
        ("{{ 'a' | center(10**9) }}", "No filter named 'center'"),
        ("{{ " + "1" * 5_000 + " }}", "cannot be read: Exceeds the limit"),
        ("{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}", "cannot be read: "),
        ("{{ " + "x | upper ~ (" * 150 + "1" + ")" * 150 + " }}", "cannot be read: "),
        ("{% if x %}" * 150 + "{% endif %}" * 150, "cannot be read: "),
    ],
)
def test_what_is_no_template_is_refused(source: str, said: str) -> None:
    with pytest.raises(BackendError) as caught:
        render(source)
    assert said in caught.value.message
    assert caught.value.context == {"file": "chat_template.jinja"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ raise_exception('Roles must alternate.') }}", "failed: Roles must alternate."),
        ("{{ raise_exception('') }}", "failed: TemplateRuntimeError."),
        ("{{ 1 / 0 }}", "failed: division by zero."),
        ("{{ 1 + 'a' }}", "unsupported operand"),
        ("{{ unknown.attribute }}", "'unknown' is undefined"),
        ("{{ 'a'.index('b') }}", "substring not found"),
        ("{{ {} | tojson(indent=[]) }}", "failed: "),
        ("{{ raise_exception | tojson }}", "not JSON serializable"),
        ("{% for x in 1 %}{% endfor %}", "not iterable"),
    ],
)
def test_failures_name_the_file(source: str, said: str) -> None:
    with pytest.raises(BackendError) as caught:
        render(source)
    assert said in caught.value.message
    assert caught.value.context == {"file": "chat_template.jinja"}
