package dev.memjay.internal.route.call;

/** A keyspace whose calls somebody may follow: what goes on elsewhere for one of them goes on in the context of its caller. */
public interface ContextCarrier {
    /** Work that goes on elsewhere, in the context that is current here. */
    Runnable carry(Runnable work);

    /** The same for any keyspace; as it is where the keyspace is not one of Memjay's. */
    static Runnable carry(Object keyspace, Runnable work) {
        return keyspace instanceof ContextCarrier carrier ? carrier.carry(work) : work;
    }
}
