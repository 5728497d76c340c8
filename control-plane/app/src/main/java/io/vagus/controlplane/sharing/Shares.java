package io.vagus.controlplane.sharing;

import io.vagus.identity.Export;
import io.vagus.identity.ExternalAuthorization;
import io.vagus.identity.Import;
import io.vagus.identity.Mapping;
import java.util.List;
import java.util.Map;

/** What an account's token says about others. */
public record Shares(
        List<Export> exports,
        List<Import> imports,
        Map<String, List<Mapping>> mappings,
        ExternalAuthorization authorization) {}
