import pytest

from mrkl_core.errors import ExpertRefusedError, InvalidArgumentError
from mrkl_experts.calculator import Limits, parse
from mrkl_experts.calculator.bounds import estimate


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9",
        "2**(10**10)",
        "factorial(10**6)",
        "factorial(factorial(20))",
        "factorial(sqrt(2)*10**9)",
        "10**5000 * 10**5001",
        "1.5**100000",
        "(2/3)**20000",
        "2**-40000",
        "exp(10**9)",
        "exp(exp(exp(10)))",
        "pi**(10**6)",
        "2**(sqrt(2)*10**6)",
        "(10**4000 + 1)/(10**6500)",
        "lcm(10**6000, 10**6000 + 1)",
        "mod(10**9000, 1/10**2000)",
        "floor(exp(30000))",
        "sin(10**9900) + sin(10**9900)",
        "log(2, 1 + 1e-300) ** 300",
        "(10**3000 + 1) ** 4",
        "1e6000 / 1e-6000",
        "(1/3 + 1/7) ** 9000",
        "2**(2**(2**(2**(2**2))))",
    ],
)
def test_large_values_and_work_are_refused(text):
    with pytest.raises(ExpertRefusedError):
        estimate(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "2**20000",
        "factorial(3000)",
        "1**(10**30)",
        "0**(10**30)",
        "(-1)**(10**30)",
        "exp(20000)",
        "sin(10**50) ** 90",
        "1/3 - 1/7 + (1/9)**300",
        "tan(1) + asin(1) + acos(1) + atan(9) + cbrt(2)",
        "log(8, 2) + log(7) + log2(9) + ln(3)",
        "degrees(1) + radians(1) - floor(pi) * round(pi, 5)",
        "max(1, sqrt(2)) - min(1, sqrt(2)) + gcd(10**70, 5) + lcm(10**70, 5)",
        "abs(-1e70) % - 2e70",
        "sqrt(2) ** 0",
        "mod(10**70, 7) + exp(pi)",
    ],
)
def test_reasonable_values_pass(text):
    assert estimate(parse(text)).cost < Limits().cost


def test_what_has_no_value_is_found_before_any_work():
    for text in (
        "1/0",
        "0**-1",
        "mod(10**500, 0)",
        "factorial(-5)",
        "1/(2-2)",
        "factorial(779.273)",
    ):
        with pytest.raises(InvalidArgumentError):
            estimate(parse(text))


def test_precision_follows_the_largest_power_of_ten():
    assert estimate(parse("1+1")).precision <= 101
    assert 600 <= estimate(parse("10**500*sqrt(2)")).precision <= 602


def test_work_adds_up():
    one = estimate(parse("10**2000 + 1")).cost
    two = estimate(parse("(10**2000 + 1) + (10**2000 + 1)")).cost
    assert 2 * one < two < 4 * one
    with pytest.raises(ExpertRefusedError, match="too much work"):
        estimate(parse("10**2000 + 1"), Limits(cost=1))
