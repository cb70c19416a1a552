package dev.memjay.internal.connection;

import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Status;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Of a reply and a time-out one wins, and who loses the operation to a reply sees all of the reply. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "answered, and the waiter sees the value")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "abandoned")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, neither, or half a reply")
@State
public class SettleAgainstAbandon {
    private final Operation operation = new Operation(ReadRequest.GET, "key", false);

    @Actor
    public void settle(II_Result result) {
        operation.number = 7;
        operation.status = Status.HIT;
        result.r1 = operation.settle() ? 1 : 0;
    }

    @Actor
    public void abandon(II_Result result) {
        if (operation.abandon()) {
            result.r2 = 1;
        } else {
            result.r2 = operation.status == Status.HIT && operation.number == 7 ? 0 : -1;
        }
    }
}
