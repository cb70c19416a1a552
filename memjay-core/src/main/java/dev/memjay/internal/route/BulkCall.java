package dev.memjay.internal.route;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Request;
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
 */
public record BulkCall(
        Verb verb,
        String[] keys,
        String @Nullable [] routes,
        boolean @Nullable [] base64,
        Request[] requests,
        boolean plainValues,
        boolean withCas,
        BulkResult result) {}
