package dev.memjay;

import dev.memjay.internal.route.fleet.MigratingEngine;
import dev.memjay.model.MigrationStage;
import java.util.Objects;

/**
 * Moves a program from one pool of nodes to another without losing the cache: a client over two clients, which goes from
 * the old one to the new one by {@link MigrationStage}s that are switched while it works.
 *
 * <pre>{@code
 * Migration migration = Migration.between(Memjay.create("memcached://old1,old2"), Memjay.create("memcached://new1,new2"));
 * Keyspace<String, String> texts = migration.client().strings();
 * migration.stage(MigrationStage.WRITE_BOTH);
 * }</pre>
 *
 * <p>The new pool has to be empty when {@link MigrationStage#WRITE_BOTH} begins. Where several programs share the cache, all of them
 * have to have reached a stage before one of them goes on to the next. Every stage before {@link MigrationStage#NEW} keeps the old
 * pool complete, so that one may go back from each.
 *
 * <p>In the two stages between, a write succeeds when both pools took it, and throws when either did not; what depends on
 * the item that is there ({@code add}, {@code replace}, {@code append}, {@code prepend}, {@code cas}, {@code incr},
 * {@code decr}, {@code touch}, what {@code getOrCompute} loads, and reads for a CAS number) is decided by the old pool, which
 * has all items. The new pool then stores the value too where all of it is known, and loses its item where only the old one
 * knows the value (appended, counted) or nobody does (a time-out). A write that the old pool carried out and the new one did not hear of throws the
 * new pool's error, which says that it may have been applied; under {@link dev.memjay.model.FailurePolicy#MISS} it answers like
 * any failure. A read of the new pool takes half of the timeout at most where the old one has still to be asked. Two programs that write one key at the same moment may leave two values, as
 * without a migration they leave one of them by chance. Thread-safe.
 */
public final class Migration implements AutoCloseable {
    private final Memjay client;
    private final Memjay oldPool;
    private final Memjay newPool;
    private volatile MigrationStage stage = MigrationStage.OLD;

    private Migration(Memjay oldPool, Memjay newPool) {
        this.oldPool = oldPool;
        this.newPool = newPool;
        client = newPool.over(new MigratingEngine(oldPool.engine(), newPool.engine(), this::stage));
    }

    /**
     * A migration at its first stage.
     *
     * @param oldPool a client of the nodes to go from; closed with this
     * @param newPool a client of the nodes to go to, with the same prefix, namespace and key policy; closed with this
     */
    public static Migration between(Memjay oldPool, Memjay newPool) {
        return new Migration(Objects.requireNonNull(oldPool, "oldPool"), Objects.requireNonNull(newPool, "newPool"));
    }

    /**
     * The client to use during the migration and after it. Its settings, such as timeout, prefix and failure policy, are
     * the new pool's; its nodes are those of the pools that the stage uses. Closing it closes both pools.
     */
    public Memjay client() {
        return client;
    }

    /** The stage. */
    public MigrationStage stage() {
        return stage;
    }

    /**
     * Goes to a stage, forward or back. Calls that begin from now on go by it; those under way finish by the one they began
     * with.
     *
     * @param next the stage
     */
    public void stage(MigrationStage next) {
        stage = Objects.requireNonNull(next, "next");
    }

    /** Closes both pools as {@link Memjay#close()} does. */
    @Override
    public void close() {
        oldPool.close();
        newPool.close();
    }

    @Override
    public String toString() {
        return "Migration[" + stage + ", " + oldPool + " to " + newPool + "]";
    }
}
