package dev.memjay.internal.connection;

import dev.memjay.internal.wire.ReadRequest;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Dekker's rule: an append and a giving up of the reader's role must not both miss the other. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "who appended finds the role free")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "who gave up finds the operation")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both see each other")
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "nobody reads")
@State
public class AppendAgainstGiveUp {
    private final InFlightRing ring = new InFlightRing(2);
    private final ReaderRole role = new ReaderRole();
    private final Operation operation = new Operation(ReadRequest.GET, "key", false);

    public AppendAgainstGiveUp() {
        role.takeForCaller();
    }

    @Actor
    public void append(ZZ_Result result) {
        ring.append(operation, 1, 1);
        result.r1 = role.isFree();
    }

    @Actor
    public void giveUp(ZZ_Result result) {
        role.giveUp();
        result.r2 = !ring.isEmpty();
    }
}
