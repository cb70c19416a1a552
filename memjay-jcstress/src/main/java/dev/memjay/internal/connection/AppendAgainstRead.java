package dev.memjay.internal.connection;

import dev.memjay.internal.wire.ReadRequest;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/** A reader sees either nothing of an append or all of it. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not there yet")
@Outcome(id = "1, 77", expect = Expect.ACCEPTABLE, desc = "there, with its end")
@Outcome(expect = Expect.FORBIDDEN, desc = "half an append")
@State
public class AppendAgainstRead {
    private final InFlightRing ring = new InFlightRing(2);

    @Actor
    public void append() {
        ring.append(new Operation(ReadRequest.GET, "key", false), 77, 77);
    }

    @Actor
    public void read(IJ_Result result) {
        if (!ring.isEmpty()) {
            Operation oldest = ring.oldest();
            result.r1 = oldest == null || !"key".equals(oldest.key) ? -1 : 1;
            result.r2 = ring.oldestEnd();
        }
    }
}
