package dev.memjay.internal.wire.text;

import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.Output;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.StoreRequest;

/** What a request asks for and says in a meta command, as flags: a letter each, with a number behind some. */
final class MetaFlags {
    private MetaFlags() {}

    static void read(ReadRequest read, Output out) {
        if (read.exptime() != Exptime.UNCHANGED) {
            flag('T', out);
            out.decimal(read.exptime());
        }
        // Without the value, the size tells a lease's empty placeholder from an item.
        flag(read.wants(ReadRequest.VALUE) ? 'v' : 's', out);
        if (read.wants(ReadRequest.INFO)) {
            flag('t', out);
            flag('l', out);
            flag('h', out);
        }
        if (read.wants(ReadRequest.FLAGS)) {
            flag('f', out);
        }
        if (read.wants(ReadRequest.CAS)) {
            flag('c', out);
        }
        if (read.wants(ReadRequest.UNTOUCHED)) {
            flag('u', out);
        }
        number('N', read.placeholder(), out);
        number('R', read.refreshBelow(), out);
    }

    static void store(StoreRequest store, Output out) {
        StoreRequest.Mode mode = store.mode();
        if (mode != StoreRequest.Mode.SET) {
            flag('M', out);
            out.put(modeLetter(mode));
        }
        if (mode != StoreRequest.Mode.APPEND && mode != StoreRequest.Mode.PREPEND) {
            if (store.flags() != 0) {
                flag('F', out);
                out.decimal(store.flags() & 0xFFFFFFFFL);
            }
            if (store.exptime() != Exptime.NEVER && store.exptime() != Exptime.UNCHANGED) {
                flag('T', out);
                out.decimal(store.exptime());
            }
        }
        cas(store.cas(), out);
        number('E', store.newCas(), out);
    }

    static void delete(DeleteRequest delete, Output out) {
        cas(delete.cas(), out);
        if (delete.marksStale()) {
            flag('I', out);
            if (delete.exptime() != Exptime.UNCHANGED) {
                flag('T', out);
                out.decimal(delete.exptime());
            }
        }
    }

    private static char modeLetter(StoreRequest.Mode mode) {
        return switch (mode) {
            case SET -> 'S';
            case ADD -> 'E';
            case REPLACE -> 'R';
            case APPEND -> 'A';
            case PREPEND -> 'P';
        };
    }

    static void count(CountRequest count, boolean quiet, Output out) {
        if (count.isDecrement()) {
            flag('M', out);
            out.put('D');
        }
        flag('D', out);
        out.unsigned(count.delta());
        if (count.creates()) {
            // N gives a created counter its time to live; T would change that of one that is there.
            flag('N', out);
            out.decimal(count.exptime() == Exptime.UNCHANGED ? Exptime.NEVER : count.exptime());
            flag('J', out);
            out.unsigned(count.initial());
        }
        if (!quiet) {
            flag('v', out);
        }
    }

    private static void cas(long cas, Output out) {
        number('C', cas, out);
    }

    /** A flag with a number, unless that is 0, which stands for none. */
    private static void number(char letter, long number, Output out) {
        if (number != 0) {
            flag(letter, out);
            out.unsigned(number);
        }
    }

    private static void flag(char letter, Output out) {
        out.put(' ');
        out.put(letter);
    }
}
