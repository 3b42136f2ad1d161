"""What a person may come for: one file a procedure, one line here. Imports workflow and domain."""

from collections.abc import Mapping

from station.procedures import biometric_passport
from station.workflow.step import Procedure

PROCEDURES: Mapping[str, Procedure] = {
    procedure.procedure_id: procedure for procedure in (biometric_passport.PROCEDURE,)
}
