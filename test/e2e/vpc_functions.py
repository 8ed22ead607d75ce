"""Functions in a VPC, for ministack, whose CloudFormation forgets `VpcConfig`; its own CreateFunction keeps it.

The function runs where it ran before: the emulator has no networks. What is asked for is checked and shown.
"""

from ministack.services import ec2, lambda_svc
from ministack.services.cloudformation import provisioners


def place():
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    create = handlers["create"]

    def create_in_vpc(logical_id, props, stack_name):
        wanted = props.get("VpcConfig") or {}
        for kind, known in (("SubnetIds", ec2._subnets), ("SecurityGroupIds", ec2._security_groups)):
            for each in wanted.get(kind, []):
                if known.get(each) is None:
                    raise ValueError(f"{kind}: {each} does not exist")
        name, attributes = create(logical_id, props, stack_name)
        if wanted:
            lambda_svc._functions[name]["config"]["VpcConfig"] = lambda_svc._vpc_config_with_id(wanted)
        return name, attributes

    provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"] = {**handlers, "create": create_in_vpc}
