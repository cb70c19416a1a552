package dev.memjay.internal.route;

import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Win;
import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/**
 * One call for many keys, as the front door hands it down: columns of keys, routes and requests, and the table that
 * takes the answers.
 *
 * @param verb the verb that metrics and errors name
 * @param keys the keys as they go on the wire, each once
 * @param routes for each key what decides its node; null when the keys themselves do
 * @param base64 for each key whether it is base64; null for none
 * @param requests for each key its request, all of one class
 * @param plainValues whether only values and flags (and CAS numbers) are wanted, so that a classic multi-get will do
 * @param withCas whether CAS numbers are wanted
 * @param result where the answers go, one row a key
 * @param trace the call that it is sent for, if somebody follows that
 */
public record BulkCall(
        Verb verb,
        String[] keys,
        String @Nullable [] routes,
        boolean @Nullable [] base64,
        Request[] requests,
        boolean plainValues,
        boolean withCas,
        BulkResult result,
        @Nullable CallTrace trace) {
    /** A call that nobody follows. */
    public BulkCall(
            Verb verb,
            String[] keys,
            String @Nullable [] routes,
            boolean @Nullable [] base64,
            Request[] requests,
            boolean plainValues,
            boolean withCas,
            BulkResult result) {
        this(verb, keys, routes, base64, requests, plainValues, withCas, result, null);
    }

    /** The same call, which somebody follows. */
    BulkCall in(CallTrace call) {
        return new BulkCall(verb, keys, routes, base64, requests, plainValues, withCas, result, call);
    }

    /** The same call, which nobody follows: what goes on behind it is no part of its time. */
    BulkCall unfollowed() {
        return trace == null ? this : new BulkCall(verb, keys, routes, base64, requests, plainValues, withCas, result);
    }

    /** The key of a row. */
    public WireKey key(int row) {
        return new WireKey(
                keys[row], keys[row], base64 != null && base64[row], routes == null ? null : routes[row], trace);
    }

    /** The right to refresh that the answer to a row brought; null for none. */
    @Nullable
    Win win(int row) {
        return Win.of(keys[row], base64 != null && base64[row], result.cas(row), result.status(row), result.marks(row));
    }

    /** The same call with other requests, answered elsewhere. */
    BulkCall with(Request[] newRequests, BulkResult newResult) {
        return new BulkCall(verb, keys, routes, base64, newRequests, plainValues, withCas, newResult, trace);
    }

    /**
     * A call of its own for some of the rows: the only place where a call is cut.
     *
     * @param rows which; the i-th of them is row i of the part
     * @param partRequests a request for each of them
     * @param isPlain whether a classic multi-get will do for the part
     */
    public BulkCall part(int[] rows, Request[] partRequests, boolean isPlain, BulkResult partResult) {
        String[] partKeys = new String[rows.length];
        String[] partRoutes = routes == null ? null : new String[rows.length];
        boolean[] partBase64 = base64 == null ? null : new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            partKeys[i] = keys[rows[i]];
            if (partRoutes != null && routes != null) {
                partRoutes[i] = routes[rows[i]];
            }
            if (partBase64 != null && base64 != null) {
                partBase64[i] = base64[rows[i]];
            }
        }
        return new BulkCall(verb, partKeys, partRoutes, partBase64, partRequests, isPlain, withCas, partResult, trace);
    }

    /** What decides the node of a row. */
    public String placed(int row) {
        String route = routes == null ? null : routes[row];
        return route == null ? keys[row] : route;
    }
}
