from mrkl_backends.pytorch.at_exit import close_at_exit


class Thing:
    closed = 0

    def close(self):
        Thing.closed += 1


def test_what_still_lives_is_closed_at_the_end_and_what_is_gone_is_left():
    ends = []
    thing, gone = Thing(), Thing()
    close_at_exit(thing, ends.append)
    close_at_exit(gone, ends.append)
    del gone
    for end in ends:
        end()
    assert Thing.closed == 1
